import { ChannelError } from '../contract/channel-error.ts';
import type { CommandAttempt, SettleOutcome } from '../contract/command-definition.ts';
import { carrierOf } from './carrier.ts';
import type { Carrier } from './carrier.ts';
import { postpone } from './command-transition.ts';
import type { HeldCommand } from './command-transition.ts';
import type { CommandEffort } from './command-work.ts';
import { describeThrown } from '../describe-thrown.ts';
import type { HubContext } from '../hub-context.ts';
import { markAsked, unmarkAsked } from './mark-asked.ts';
import { attemptOf } from './open-command.ts';
import type { OpenCommand } from './open-command.ts';
import { failed, ORDER_UNNAMED, settleCommand, succeeded, tellsWhich } from './settle-command.ts';
import { parkShop } from '../shops/park-shop.ts';

const SHORTEST_PAUSE_MS = 2_000;
const LONGEST_PAUSE_MS = 30 * 60 * 1_000;
/** A command that has left no trace at the channel this many times is not sent again; a local one no more at once. */
const MOST_ATTEMPTS = 5;

/** What the channel answered, or why it could not be asked. */
type Answer =
  | SettleOutcome
  | { readonly outcome: 'unnamed'; readonly message: string }
  | { readonly outcome: 'parked'; readonly message: string }
  | {
      readonly outcome: 'busy';
      readonly message: string;
      readonly retryAfterMs: number | null;
      /** Whether the channel answered, if only that it could not be asked. */
      readonly answered: boolean;
    };

/**
 * Asks the channel what became of a command whose outcome is unknown. Only what it is proven not to
 * have done is sent again: an effect may land late, so "no trace" is proof only when asked after
 * `settleWindowMs` since sending. What stays unclear for too long needs a person.
 */
export async function askCommand(
  context: HubContext,
  command: HeldCommand,
  open: OpenCommand,
  effort: CommandEffort,
): Promise<void> {
  const attempt = attemptOf(command, open);
  const { sentAt } = attempt;
  const { definition } = open;
  const askedAt = context.clock.now();
  const provesAbsenceAt = sentAt.getTime() + definition.settleWindowMs;
  const answer = await ask(context, command, open, attempt, effort);
  switch (answer.outcome) {
    case 'succeeded':
      await settleCommand(context, command, succeeded(answer));
      return;
    case 'failed':
      await settleCommand(context, command, failed(answer));
      return;
    case 'absent':
      if (askedAt.getTime() < provesAbsenceAt) {
        const message = 'The channel shows no trace of it yet; it may still come.';
        return askAgain(context, command, message, new Date(provesAbsenceAt));
      }
      return settleAbsent(context, command, definition, sentAt);
    case 'parked':
      // Nobody could be asked, so the time does not count: the shop is asked first when it resumes.
      return askAgain(context, command, answer.message, pauseFrom(context, sentAt, null));
    case 'unnamed':
    case 'unclear':
    case 'busy':
      if (askedAt.getTime() - sentAt.getTime() >= effort.giveUpAfterMs) return giveUp(context, command, answer.message);
      return askAgain(
        context,
        command,
        answer.message,
        pauseFrom(context, sentAt, 'retryAfterMs' in answer ? answer.retryAfterMs : null),
        answer.outcome === 'unnamed' ? ORDER_UNNAMED : undefined,
      );
  }
}

async function ask(
  context: HubContext,
  command: HeldCommand,
  open: OpenCommand,
  attempt: CommandAttempt,
  effort: CommandEffort,
): Promise<Answer> {
  const carrier = await carrierOf(context, command.shopId, open, effort.signal);
  if (carrier.kind === 'parked') return { outcome: 'parked', message: `Waiting for the shop. ${carrier.reason}` };
  const marked = await markAsked(context, command);
  const answer = await answerOf(context, command, carrier, attempt);
  if (isAnswered(answer)) await unmarkAsked(context, command, marked);
  return answer;
}

/** What settles the command ends the asking as well. */
function isAnswered(answer: Answer): boolean {
  switch (answer.outcome) {
    case 'absent':
    case 'parked':
      return true;
    case 'unclear':
    case 'busy':
      return answer.answered ?? false;
    default:
      return false;
  }
}

async function answerOf(
  context: HubContext,
  command: HeldCommand,
  carrier: Carrier,
  attempt: CommandAttempt,
): Promise<Answer> {
  try {
    const answer = await carrier.settle(attempt);
    if (answer.outcome !== 'succeeded' || tellsWhich(context, command, answer)) return answer;
    return { outcome: 'unnamed', message: 'It is done, but the adapter does not say which order was made.' };
  } catch (error) {
    if (!(error instanceof ChannelError)) {
      context.logger.error(
        { commandId: command.id, ...describeThrown(error) },
        'Asking about a command threw an error',
      );
      return { outcome: 'unclear', message: 'The adapter broke off while asking.' };
    }
    // Without a session there is none that could be refused.
    const { session } = carrier;
    if (session !== null && (error.kind === 'session' || error.kind === 'permission')) {
      const { code, message: reason } = error;
      await parkShop(context, command.shopId, { code, reason, session });
      return { outcome: 'parked', message: `Waiting for the shop. ${reason}` };
    }
    const answered = error.kind !== 'transient' && error.kind !== 'unreadable';
    return { outcome: 'busy', message: error.message, retryAfterMs: error.retryAfterMs, answered };
  }
}

async function settleAbsent(
  context: HubContext,
  command: HeldCommand,
  definition: OpenCommand['definition'],
  sentAt: Date,
): Promise<void> {
  if (command.code === ORDER_UNNAMED) {
    return giveUp(context, command, 'It was done, and now there is no trace of it.');
  }
  if (definition.whenAbsent === 'resend' && (definition.local || command.attempts < MOST_ATTEMPTS)) {
    return postpone(context, command, {
      state: 'PENDING',
      message: 'The channel has proven not to have received it; it is sent again.',
      dueAt: resendAt(context, command, sentAt),
    });
  }
  const times = command.attempts === 1 ? 'once' : `${command.attempts} times`;
  await settleCommand(
    context,
    command,
    failed({
      code: 'NO_EFFECT',
      message: `Sent ${times}, and the channel shows no trace of it. Nothing happened; submit it again with a new key.`,
    }),
  );
}

/** At once, as long as there is a most; what may be sent without end rests for longer from try to try. */
function resendAt(context: HubContext, { attempts }: HeldCommand, sentAt: Date): Date {
  const now = context.clock.now();
  if (attempts < MOST_ATTEMPTS) return now;
  const pause = Math.min(SHORTEST_PAUSE_MS * 2 ** (attempts - MOST_ATTEMPTS), LONGEST_PAUSE_MS);
  return new Date(Math.max(now.getTime(), sentAt.getTime() + pause));
}

async function giveUp(context: HubContext, command: HeldCommand, lastAnswer: string): Promise<void> {
  await settleCommand(context, command, {
    state: 'NEEDS_ATTENTION',
    code: 'UNCLEAR',
    message: `The channel does not say whether it happened. Look it up there. Last answer: ${lastAnswer}`,
    result: null,
  });
}

async function askAgain(
  context: HubContext,
  command: HeldCommand,
  message: string,
  dueAt: Date,
  code?: string,
): Promise<void> {
  await postpone(context, command, { state: 'UNKNOWN', message, dueAt, code });
}

/** The pause grows with the time that has passed, by half of it, give or take a fifth. */
function pauseFrom(context: HubContext, sentAt: Date, atLeastMs: number | null): Date {
  const now = context.clock.now().getTime();
  const half = (now - sentAt.getTime()) / 2;
  const pause = Math.min(Math.max(half, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS) * (0.8 + 0.4 * context.random());
  return new Date(now + Math.max(Math.round(pause), atLeastMs ?? 0));
}
