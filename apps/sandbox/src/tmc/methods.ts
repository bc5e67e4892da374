import { formatTopTime } from '@interline/top-client/codec';
import { integer, messageIds, required, text, texts } from '../gateway/arguments.ts';
import { answer, appMethod } from '../gateway/method.ts';
import type { Method } from '../gateway/method.ts';
import { invalidArgument } from '../gateway/top-error.ts';
import type { TopError } from '../gateway/top-error.ts';
import { list } from '../gateway/value.ts';
import type { AnswerObject } from '../gateway/value.ts';
import { DEFAULT_GROUP } from './channel.ts';
import type { Channel } from './channel.ts';
import type { Delivery } from './queue.ts';

/** Reading and confirming messages over HTTP: the same queues as the push. */
export function tmcPullMethods(context: { channelOf: (appKey: string) => Channel; token: () => string }): Method[] {
  const { channelOf } = context;
  return [
    appMethod({
      name: 'taobao.tmc.messages.consume',
      arguments: { group_name: text(32), quantity: integer(10, 200) },
      handle({ app, values }) {
        const queue = channelOf(app.key).group(values.group_name ?? DEFAULT_GROUP);
        if (!queue) return unknownGroup(values.group_name);
        const messages = queue.take(values.quantity ?? 100).map(tmcMessage);
        return answer({ messages: messages.length === 0 ? undefined : list('tmc_message', messages) });
      },
    }),
    appMethod({
      name: 'taobao.tmc.messages.confirm',
      arguments: { group_name: text(32), s_message_ids: required(messageIds(200)), f_message_ids: messageIds(200) },
      handle({ app, values }) {
        const queue = channelOf(app.key).group(values.group_name ?? DEFAULT_GROUP);
        if (!queue) return unknownGroup(values.group_name);
        for (const id of values.s_message_ids) queue.confirm(id);
        for (const id of values.f_message_ids ?? []) queue.fail(id);
        return answer({ is_success: true });
      },
    }),
    appMethod({
      name: 'taobao.tmc.auth.get',
      arguments: { group: text(32) },
      handle: () => answer({ result: context.token() }),
    }),
    appMethod({
      name: 'taobao.tmc.queue.get',
      arguments: { group_name: required(text(32)) },
      handle({ app, values }) {
        const queue = channelOf(app.key).group(values.group_name);
        if (!queue) return unknownGroup(values.group_name);
        const { taken, published } = queue.totals();
        const info = { name: queue.group, broker_name: 'sandbox', get_total: taken, put_toal: published };
        return answer({ datas: list('tmc_queue_info', [info]) });
      },
    }),
    appMethod({
      name: 'taobao.tmc.groups.get',
      arguments: { group_names: texts(20), page_no: integer(1, 1_000_000), page_size: integer(1, 100) },
      handle({ app, values }) {
        const all = channelOf(app.key)
          .groups()
          .filter(({ group }) => values.group_names?.includes(group) ?? true);
        const size = values.page_size ?? 40;
        const start = ((values.page_no ?? 1) - 1) * size;
        const page = all.slice(start, start + size).map(({ group }) => ({ name: group }));
        return answer({ groups: list('tmc_group', page), total_results: all.length });
      },
    }),
  ];
}

/** The error for a group that does not exist; its sub-code is assumed. */
export function unknownGroup(name: string | undefined): TopError {
  return invalidArgument('group_name', `an existing group, not ${name ?? ''}`);
}

/** A message as `TmcMessage` (API 21986): other field names than the push. */
function tmcMessage({ message }: Delivery): AnswerObject {
  return {
    id: message.id,
    topic: message.topic,
    content: message.content,
    pub_time: formatTopTime(new Date(message.publishedAt)),
    pub_app_key: message.shop.app.key,
    user_id: message.shop.sellerId,
    user_nick: message.shop.nick,
  };
}
