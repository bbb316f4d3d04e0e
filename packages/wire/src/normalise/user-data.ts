/**
 * Whether a name is that of the data of a person: shops that send Google enhanced conversions push e-mail address, telephone number,
 * name and address as `user_data` to the layer that the tag reads. It stands there as an object, or flattened with dots.
 *
 * @example isUserData('user_data.address.city') // true
 */
export function isUserData(name: string): boolean {
  // One look that nearly every name passes.
  return name.includes('user_data') && /(?:^|\.)user_data(?:\.|$)/.test(name);
}
