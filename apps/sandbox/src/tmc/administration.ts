import { formatTopTime } from '@interline/top-client/codec';
import type { Clock } from '../clock.ts';
import { required, text, texts } from '../gateway/arguments.ts';
import { answer, appMethod, sellerMethod } from '../gateway/method.ts';
import type { Method } from '../gateway/method.ts';
import { invalidArgument, refused } from '../gateway/top-error.ts';
import type { TopError } from '../gateway/top-error.ts';
import { list } from '../gateway/value.ts';
import type { AnswerValue } from '../gateway/value.ts';
import type { Shop } from '../shops.ts';
import type { Channel } from './channel.ts';
import { unknownGroup } from './methods.ts';

/** Which sellers and topics an application receives, and in which group. */
export function tmcAdministrationMethods(context: {
  clock: Clock;
  shops: readonly Shop[];
  channelOf: (appKey: string) => Channel;
  hasSession: (shop: Shop) => boolean;
}): Method[] {
  const { clock, shops, channelOf, hasSession } = context;
  const now = (): string => formatTopTime(clock.now());

  return [
    sellerMethod({
      name: 'taobao.tmc.user.permit',
      arguments: { topics: texts(100) },
      handle({ app, shop, values }) {
        channelOf(app.key).permit(shop.nick, values.topics);
        return answer({ is_success: true });
      },
    }),
    appMethod({
      name: 'taobao.tmc.user.cancel',
      arguments: { nick: required(text(100)), user_platform: text(10) },
      handle: ({ app, values }) => answer({ is_success: channelOf(app.key).cancel(values.nick) }),
    }),
    appMethod({
      name: 'taobao.tmc.user.get',
      arguments: { fields: required(text()), nick: required(text(100)), user_platform: text(10) },
      handle({ app, values }) {
        const topics = channelOf(app.key).topicsOf(values.nick);
        const shop = shops.find(({ nick }) => nick === values.nick);
        if (!topics || !shop) return refused('isv.user-not-exist:nick', '用户不存在');
        return answer({
          tmc_user: {
            user_id: shop.sellerId,
            user_nick: shop.nick,
            user_platform: 'tbUIC',
            group_name: channelOf(app.key).groupOfUser(shop.nick),
            is_valid: hasSession(shop),
            topics: topicList(topics),
          },
        });
      },
    }),
    appMethod({
      name: 'taobao.tmc.user.topics.get',
      arguments: { nick: text(100) },
      handle({ app, values }) {
        const topics = values.nick === undefined ? [] : channelOf(app.key).topicsOf(values.nick);
        return answer({ topics: topicList(topics ?? []), result_code: topics ? 'success' : 'user-not-exist' });
      },
    }),
    appMethod({
      name: 'taobao.tmc.group.add',
      arguments: { group_name: required(text(32)), nicks: required(texts(200)), user_platform: text(10) },
      handle({ app, values }) {
        const problem = checkGroupName(values.group_name);
        if (problem) return problem;
        channelOf(app.key).routeUsers(values.group_name, values.nicks);
        return answer({ group_name: values.group_name, created: now() });
      },
    }),
    appMethod({
      name: 'taobao.tmc.group.delete',
      arguments: { group_name: required(text(32)), nicks: texts(20), user_platform: text(10) },
      handle({ app, values }) {
        const removed = channelOf(app.key).removeGroup(values.group_name, values.nicks);
        return removed ? answer({ is_success: true }) : unknownGroup(values.group_name);
      },
    }),
    appMethod({
      name: 'taobao.tmc.topic.group.add',
      arguments: { group_name: required(text(32)), topics: required(texts(20)) },
      handle({ app, values }) {
        const problem = checkGroupName(values.group_name);
        if (problem) return problem;
        channelOf(app.key).routeTopics(values.group_name, values.topics);
        return answer({ result: true });
      },
    }),
    appMethod({
      name: 'taobao.tmc.topic.group.delete',
      arguments: { group_name: required(text(32)), topics: required(texts(20)), group_id: text(20) },
      handle({ app, values }) {
        channelOf(app.key).unrouteTopics(values.group_name, values.topics);
        return answer({ result: true });
      },
    }),
  ];
}

function topicList(topics: readonly string[]): AnswerValue {
  return topics.length === 0 ? undefined : list('string', topics);
}

function checkGroupName(name: string): TopError | undefined {
  return name.startsWith('default')
    ? invalidArgument('group_name', 'a name that does not start with default')
    : undefined;
}
