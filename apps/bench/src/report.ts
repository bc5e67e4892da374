/** What a run must reach. */
export interface Goal {
  readonly name: string;
  readonly reached: number;
  readonly atLeast: number;
}

/** What a part of the benchmark found. */
export interface Report {
  readonly title: string;
  /** Markdown, without the title. */
  readonly body: string;
  readonly goals: readonly Goal[];
}

/** Whether a goal is met. What could not be measured is not. */
export function isMet({ reached, atLeast }: Goal): boolean {
  return reached >= atLeast;
}

/** A markdown table; numbers get as many digits as mean something. */
export function table(head: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function cell(value: string | number): string {
  if (typeof value === 'string') return value;
  if (!Number.isFinite(value)) return '–';
  const size = Math.abs(value);
  return size >= 100 ? value.toFixed(0) : size >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** A part as markdown. */
export function renderReport({ title, body }: Report): string {
  return `## ${title}\n\n${body}\n`;
}

/** Every goal with what was reached, as markdown; empty when there are none. */
export function renderGoals(goals: readonly Goal[]): string {
  if (goals.length === 0) return '';
  const rows = goals.map((goal) => [goal.name, goal.atLeast, goal.reached, isMet(goal) ? 'met' : 'MISSED']);
  return `## Goals\n\n${table(['goal', 'at least', 'reached', ''], rows)}\n`;
}
