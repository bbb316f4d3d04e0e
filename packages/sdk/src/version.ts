/** What an envelope says of its sender. A test holds it to the version of the package. */
export const SDK = 'dp/0.1.0';
