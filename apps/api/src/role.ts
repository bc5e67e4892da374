import type { HubContext } from '@interline/core/hub';
import type { Environment } from './environment.ts';

/** Something a role runs and that is stopped with it. */
export interface Running {
  stop(graceMs: number): Promise<void>;
}

/** What a role is started with. */
export interface RoleSetting {
  readonly context: HubContext;
  readonly environment: Environment;
  /** For pg-boss, which keeps its own two connections. */
  readonly databaseUrl: string;
  /** Fires when the process is told to stop: what fails from then on is no news, the database may be stopping too. */
  readonly stopping?: AbortSignal | undefined;
}
