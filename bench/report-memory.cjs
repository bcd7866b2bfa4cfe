// Loaded in front of a program that is measured: at its end, writes its peak memory in kB to the fourth pipe.
const {writeSync} = require('node:fs');

process.on('exit', () => writeSync(3, String(process.resourceUsage().maxRSS)));
