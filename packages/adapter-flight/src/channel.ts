/** The channel's name. */
export const CHANNEL = 'flight';
