import type { Random } from '../random.ts';

/** Division codes that open an ID card number (GB/T 2260). */
const DIVISIONS = ['110101', '310104', '330106', '440305', '510104', '320102', '420106', '610113'] as const;

/** Weights and check characters of the 18-digit ID card number (GB 11643-1999, ISO 7064 MOD 11-2). */
const ID_WEIGHTS = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const;
const ID_CHECKS = '10X98765432';

/** Who holds the document; `birthday` is `yyyy-mm-dd`, `sex` 0 male or 1 female. */
export interface CredentialHolder {
  /** `credential_type` of the wire. */
  readonly type: number;
  readonly birthday: string;
  readonly sex: 0 | 1;
}

/** A document number of a valid form for its `credential_type`. */
export function credentialNumber(random: Random, holder: CredentialHolder): string {
  switch (holder.type) {
    case 0:
      return idCardNumber(random, holder);
    case 1:
      return `E${random.pick(['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'J'])}${random.digits(7)}`;
    case 2:
      return `20${random.digits(8)}`;
    case 3:
      return `军字第${random.digits(7)}号`;
    case 4:
      return `H${random.digits(10)}`;
    case 5:
      return random.digits(8);
    case 6:
      return `C${random.digits(8)}`;
    case 10:
      return `警字第${random.digits(6)}号`;
    case 11:
      return `士字第${random.digits(8)}号`;
    case 12:
      return `L${random.digits(8)}`;
    default:
      return random.digits(9);
  }
}

function idCardNumber(random: Random, { birthday, sex }: CredentialHolder): string {
  const serial = random.integer(0, 99) * 10 + random.integer(0, 4) * 2 + (sex === 0 ? 1 : 0);
  const body = random.pick(DIVISIONS) + birthday.replaceAll('-', '') + String(serial).padStart(3, '0');
  return body + idCardCheck(body);
}

/** The check character of the first 17 digits of an ID card number. */
export function idCardCheck(body: string): string {
  const sum = ID_WEIGHTS.reduce((total, weight, index) => total + weight * Number(body[index]), 0);
  return ID_CHECKS.charAt(sum % 11);
}
