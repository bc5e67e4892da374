/** Counts what is open per key, up to a maximum. */
export interface Quota {
  /** Takes one place. @returns what gives it back (once), or null when all are taken. */
  take(key: string): (() => void) | null;
}

export function createQuota(maximum: number): Quota {
  const taken = new Map<string, number>();
  return {
    take(key) {
      const count = taken.get(key) ?? 0;
      if (count >= maximum) return null;
      taken.set(key, count + 1);
      let given = false;
      return () => {
        if (given) return;
        given = true;
        const left = (taken.get(key) ?? 1) - 1;
        if (left > 0) taken.set(key, left);
        else taken.delete(key);
      };
    },
  };
}
