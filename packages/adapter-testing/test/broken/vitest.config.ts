import shared from '../../../../vitest.shared.ts';

/** Runs the suite on adapters that are each broken in one way; their failures are what is looked for. */
export default { ...shared, test: { ...shared.test, include: ['*.broken.ts'], reporters: ['json'] } };
