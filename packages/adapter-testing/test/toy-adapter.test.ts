import { describeAdapter } from '../src/index.ts';
import { toyAdapter } from './toy-adapter.ts';
import { toyHarness } from './toy-harness.ts';

describeAdapter(toyAdapter, toyHarness);
