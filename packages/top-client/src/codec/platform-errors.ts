/** Code and `msg` of each platform error below 100, as the public tables of the Taobao Open Platform list them. */
export const PLATFORM_ERRORS = {
  3: 'Upload Fail',
  4: 'User Call Limited',
  5: 'Session Call Limited',
  6: 'Partner Call Limited',
  7: 'App Call Limited',
  8: 'App Call Exceeds Limited Frequency',
  9: 'Http Action Not Allowed',
  10: 'Service Currently Unavailable',
  11: 'Insufficient ISV Permissions',
  12: 'Insufficient User Permissions',
  13: 'Insufficient Partner Permissions',
  15: 'Remote Service Error',
  21: 'Missing Method',
  22: 'Invalid Method',
  23: 'Invalid Format',
  24: 'Missing Signature',
  25: 'Invalid Signature',
  26: 'Missing Session',
  27: 'Invalid Session',
  28: 'Missing App Key',
  29: 'Invalid App Key',
  30: 'Missing Timestamp',
  31: 'Invalid Timestamp',
  32: 'Missing Version',
  33: 'Invalid Version',
  34: 'Unsupported Version',
  40: 'Missing Required Arguments',
  41: 'Invalid Arguments',
  42: 'Forbidden Request',
  43: 'Parameter Error',
} as const;

/** A code that {@link PLATFORM_ERRORS} names. */
export type PlatformErrorCode = keyof typeof PLATFORM_ERRORS;

/** `sub_code` values of flow control, sent with code 7. */
export const FLOW_CONTROL_SUB_CODES = [
  'accesscontrol.limited-by-app-access-count',
  'accesscontrol.limited-by-api-access-count',
  'accesscontrol.limited-by-app-api-access-count',
  'accesscontrol.limited-by-dynamic-access-count',
] as const;
