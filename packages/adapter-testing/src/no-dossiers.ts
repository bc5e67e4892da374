import type { Dossiers } from '@interline/core';

/** The dossiers of a channel whose orders are fetched: there are none, and whoever appends to one is told so. */
export const noDossiers: Dossiers = {
  read: async () => [],
  append: () => Promise.reject(new Error('This channel has no dossiers: its orders are fetched.')),
  until: async () => [],
};
