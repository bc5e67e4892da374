import { z } from 'zod';
import type { Control } from './control.ts';

/** What a request gives to its route. */
interface RouteRequest<Body> {
  /** The `:name` parts of the path, in order. */
  readonly parameters: readonly string[];
  readonly body: Body;
  readonly query: object;
}

/** One operation of the control API over HTTP. */
export interface Route<Body = unknown> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Path with `:name` for a parameter. */
  readonly path: string;
  readonly does: string;
  /** A body that works, for the self-description. */
  readonly example?: unknown;
  /** JSON Schema of the body, for the self-description. */
  readonly body?: object;
  readonly run: (control: Control, request: RouteRequest<Body>) => unknown;
}

/** A route that takes a body: it is described by the schema, and checked before the route runs. */
export function withBody<Schema extends z.ZodType>(schema: Schema, route: Route<z.output<Schema>>): Route {
  const { $schema: _dialect, ...body } = z.toJSONSchema(schema, { io: 'input' });
  return {
    ...route,
    body,
    run: (control, request) => route.run(control, { ...request, body: schema.parse(request.body) }),
  };
}
