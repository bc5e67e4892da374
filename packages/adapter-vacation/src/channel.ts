/** The channel's name. */
export const CHANNEL = 'vacation';
