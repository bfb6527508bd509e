/** Flags that have a Node process of ours write a profile when it ends. */

/** `name` tells the profiles of a folder apart. */
export type ProfilingFlags = (name: string) => readonly string[];

export const noProfile: ProfilingFlags = () => [];

export function profileInto(folder: string): ProfilingFlags {
  return (name) => ['--cpu-prof', `--cpu-prof-dir=${folder}`, `--cpu-prof-name=${name}.cpuprofile`];
}
