import fc from 'fast-check';

// In CI the properties are tried with one seed, so that a red run says something about the change; elsewhere with a
// new one each time, so that they go on finding things.
if (process.env.CI) fc.configureGlobal({ seed: 20_261_121 });
