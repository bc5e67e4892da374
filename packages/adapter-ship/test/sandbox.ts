// By its path: the sandbox depends on this package's table of names, and the other way round would be a circle.
export * from '../../../apps/sandbox/src/index.ts';
