export type { SignMethod } from './codec/index.ts';
