export { mapTradeAnswer } from './mapping.ts';
