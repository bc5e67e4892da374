// Runs dependency-cruiser over every source and fails on a forbidden arrow, or when it saw so few
// modules that it cannot have parsed them.
import { globSync } from 'node:fs';
import { cruise } from 'dependency-cruiser';
import config from '../.dependency-cruiser.mjs';

const sources = globSync('{packages,apps}/*/src/**/*.ts');
const { output } = await cruise(globSync('{packages,apps}/*/src'), {
  ...config.options,
  ruleSet: { forbidden: config.forbidden },
  validate: true,
});
const seen = output.modules.filter((module) => sources.includes(module.source));
const arrows = seen.reduce((sum, module) => sum + module.dependencies.length, 0);

for (const { rule, from, to, cycle } of output.summary.violations) {
  console.error(`${rule.name}: ${from} → ${cycle ? cycle.map((step) => step.name ?? step).join(' → ') : to}`);
}
if (seen.length < sources.length || arrows < sources.length) {
  console.error(
    `dependency-cruiser saw ${seen.length} of ${sources.length} modules and ${arrows} arrows: its parser is not working.`,
  );
  process.exit(1);
}
if (output.summary.error > 0) process.exit(1);
console.log(`${seen.length} modules, ${arrows} arrows, none forbidden`);
