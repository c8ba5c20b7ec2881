// Light or dark: as the system says, unless the person chose one.
import { useSyncExternalStore } from "react";

export type Choice = "system" | "light" | "dark";
const KEY = "muster.theme";
const system = window.matchMedia("(prefers-color-scheme: dark)");
const listeners = new Set<() => void>();

export const themeChoice = (): Choice => (localStorage.getItem(KEY) as Choice | null) ?? "system";

const theme = (): "light" | "dark" => {
  const choice = themeChoice();
  return choice === "system" ? (system.matches ? "dark" : "light") : choice;
};

function apply(): void {
  document.documentElement.dataset.theme = theme();
  for (const listener of listeners) listener();
}

export function chooseTheme(choice: Choice): void {
  localStorage.setItem(KEY, choice);
  apply();
}

export function followTheme(): void {
  system.addEventListener("change", apply);
  apply();
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export const useTheme = (): "light" | "dark" => useSyncExternalStore(subscribe, theme);
export const useThemeChoice = (): Choice => useSyncExternalStore(subscribe, themeChoice);
