/** Where the detector's state lies: a cache, made anew when it is absent. */
export const STATE_FOLDER = 'state';
