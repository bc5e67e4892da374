import { decideWithin, policyOf } from '../config.ts';
import { foldDossier } from '../dossier/fold-dossier.ts';
import { contentOf, ENTRY, ENTRY_KEY } from '../entries.ts';
import type { ContradictedEntry, CreatedEntry } from '../entries.ts';
import { decideCreate, decisionAtOnce, decisionEntry } from '../policies/decide-create.ts';
import type { CallContent } from './call-content.ts';
import type { Called } from './called.ts';
import { canonicalText } from './canonical-text.ts';
import { orderNumbers } from './order-answer.ts';
import { done, misfit, misfitText, refused } from './outcome.ts';
import type { CallOutcome } from './outcome.ts';
import { readCreate, sumMisfits } from './read-create.ts';

/**
 * `order.create`: stores the order before it is answered, whatever is decided about it. The same content again is
 * answered from what was decided; other content for the same order, which the rules exclude, is refused and reported.
 */
export async function createOrder(context: Called, call: CallContent): Promise<CallOutcome> {
  const { names, config } = context.connection;
  const read = readCreate(call, names);
  if ('misfits' in read) return misfit(read.misfits);
  const { facts: created } = read;
  const { orderId } = created.request;
  const sums = sumMisfits(created.request, names);
  if (sums.length > 0) return refused('sumMismatch', misfitText(sums));
  const policy = policyOf(config, context.shop.accountId);
  const decision = decisionAtOnce(policy, orderId);
  const content = contentOf({ ...created, ...decideWithin(policy) });
  const arrival = { kind: ENTRY.created, key: ENTRY_KEY.created, content };
  const entries = await context.dossiers.append(orderId, (all) => {
    const first = foldDossier(all).created;
    if (!first) return [arrival, ...(decision ? [decisionEntry(decision)] : [])];
    return first.digest === created.digest ? [] : [contradiction(first, created)];
  });
  const state = foldDossier(entries);
  if (state.created?.digest !== created.digest) {
    const about = { shopId: context.shop.id, reference: orderId, differs: differences(state.created, created) };
    context.services.logger.error(about, 'order.create came again with other content; the first stands');
    return refused('otherContent', 'the order was created with other content, which stands');
  }
  const decided = await decideCreate(context, orderId, state);
  const numbers = orderNumbers(names.createAnswer, orderId, decided);
  if (decided.decision?.accepted === false) {
    return refused({ said: decided.decision.code }, decided.decision.message, numbers);
  }
  return decided.decision ? done(numbers) : refused('undecided', 'the order was not decided yet', numbers);
}

function contradiction(first: CreatedEntry, again: CreatedEntry) {
  const entry: ContradictedEntry = {
    digest: again.digest,
    anomalies: [
      { code: 'UNEXPECTED_TRANSITION', path: ENTRY.created, value: differences(first, again).join(', ').slice(0, 200) },
    ],
  };
  return { kind: ENTRY.contradicted, key: ENTRY_KEY.contradicted + again.digest, content: contentOf(entry) };
}

/** Which facts differ, by our words and without their values. */
function differences(first: CreatedEntry | null, { request }: CreatedEntry): string[] {
  const before = new Map<string, unknown>(Object.entries(first?.request ?? {}));
  const differing = Object.entries(request)
    .filter(([word, fact]) => canonicalText(fact) !== canonicalText(before.get(word)))
    .map(([word]) => word);
  return differing.length > 0 ? differing : ['fields that are not known'];
}
