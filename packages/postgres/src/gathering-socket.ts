import { Socket } from 'node:net';

/**
 * A socket that sends what is corked and uncorked several times in one go as one: statements that are asked for
 * together leave in one write, which costs the process a call of the system, and the server a waking, for all of them.
 */
export class GatheringSocket extends Socket {
  override uncork(): void {
    process.nextTick(() => super.uncork());
  }
}
