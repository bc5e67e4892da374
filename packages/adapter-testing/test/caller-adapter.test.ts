import { describeAdapter } from '../src/index.ts';
import { callerAdapter } from './caller-adapter.ts';
import { callerHarness } from './caller-harness.ts';

describeAdapter(callerAdapter, callerHarness);
