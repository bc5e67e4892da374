/** The channel's name in the hub. */
export const CHANNEL = 'ship';
