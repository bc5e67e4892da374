import type { InterlineBuilder } from '@interline/schema';

/** The ref of the enum `FlightPassengerType`. */
export type PassengerTypeRef = ReturnType<typeof addPassengerType>;

/** Adds the enum that the search and the booking share. */
export function addPassengerType(builder: InterlineBuilder) {
  return builder.enumType('FlightPassengerType', {
    description: 'Which fare a passenger needs, by his age on the day of the flight.',
    values: {
      ADULT: { description: 'From 12 years on.' },
      CHILD: { description: 'From 2 to 11 years.' },
      INFANT: { description: 'Under 2 years, on the lap of an adult.' },
    },
  });
}
