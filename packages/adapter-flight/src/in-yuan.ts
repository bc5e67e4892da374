/** An amount in fen as the channel wants it: a number of yuan. The digits are moved, never calculated with. */
export function inYuan(fen: bigint): number {
  const digits = (fen < 0n ? -fen : fen).toString().padStart(3, '0');
  return Number(`${fen < 0n ? '-' : ''}${digits.slice(0, -2)}.${digits.slice(-2)}`);
}
