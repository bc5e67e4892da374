import type { Person } from './order.ts';

/** The person as the platform shows it to a shop that lacks the security conditions. The form of the mask is assumed. */
export function maskedPerson(person: Person): Person {
  return {
    ...person,
    name: person.name.slice(0, 1) + '*'.repeat(person.name.length - 1),
    surnamePinyin: '***',
    givenNamePinyin: '***',
    birthday: `${person.birthday.slice(0, 4)}-**-**`,
    phone: maskPhone(person.phone),
    email: maskEmail(person.email),
    credentialNo: maskMiddle(person.credentialNo, 4, 3),
    ...(person.address ? { address: { ...person.address, street: '***' } } : {}),
  };
}

/** `138****5678` */
export function maskPhone(phone: string): string {
  return maskMiddle(phone, 3, 4);
}

/** `w***@example.com` */
export function maskEmail(email: string): string {
  const at = email.indexOf('@');
  return `${email.slice(0, 1)}***${email.slice(at)}`;
}

function maskMiddle(text: string, head: number, tail: number): string {
  const hidden = Math.max(1, text.length - head - tail);
  return text.slice(0, head) + '*'.repeat(hidden) + text.slice(head + hidden);
}
