// Stands in for a process that dies: says who it is once it can be told to stop, and dies as it is told.
process.on('SIGTERM', () => {
  process.stdout.write('goodbye\n');
  process.exit(0);
});
setInterval(() => {}, 60_000);
process.stdout.write(`alive ${process.pid}\n`);
if (process.env['MORTAL_EXIT'] !== undefined) process.exit(Number(process.env['MORTAL_EXIT']));
