export type { AdapterHarness, AnswerHarness, CallHarness, RecordedAnswer, RecordedDossier } from './adapter-harness.ts';
export { LATE_EFFECT_MS } from './channel-simulator.ts';
export type {
  ChannelCall,
  ChannelSimulator,
  HubRequest,
  PlaceCall,
  Preparation,
  SimulatedShop,
  StartSimulator,
  SubmittedWish,
  TrueItem,
  TrueOrder,
  TruePart,
  WriteFault,
} from './channel-simulator.ts';
export { compareOrders } from './compare-orders.ts';
export type { OrderComparison } from './compare-orders.ts';
export { describeAdapter } from './describe-adapter.ts';
export { describeWire } from './describe-wire.ts';
export type { WireHarness } from './describe-wire.ts';
export { hubOrders } from './hub-orders.ts';
export { createLogRecorder } from './log-recorder.ts';
export type { LogLine, LogRecorder } from './log-recorder.ts';
export { createManualClock } from './manual-clock.ts';
export type { ManualClock } from './manual-clock.ts';
export { noDossiers } from './no-dossiers.ts';
export { snapshotFaults } from './snapshot-faults.ts';
export { createTestHub } from './test-hub.ts';
export type { TestChannel, TestHub, TestHubOptions, TestShop } from './test-hub.ts';
export { timelineFaults } from './timeline-faults.ts';
export type { WireNames, WireTable } from './wire-faults.ts';
