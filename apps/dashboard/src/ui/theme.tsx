import { Monitor, Moon, Sun } from "lucide-react";
import { useState } from "react";
import { IconButton } from "./button.tsx";

type Theme = "system" | "light" | "dark";

/** As /theme.js reads it before the first paint. */
const storageKey = "aac.theme";

const looks = {
  system: { icon: Monitor, label: "Theme: as the system" },
  light: { icon: Sun, label: "Theme: light" },
  dark: { icon: Moon, label: "Theme: dark" },
} as const;
const nextOf: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };

/** Goes through system, light and dark, and remembers it in this browser. */
export function ThemeButton() {
  const [theme, setTheme] = useState<Theme>(readTheme);
  const { icon, label } = looks[theme];
  return (
    <IconButton
      icon={icon}
      label={label}
      onClick={() => {
        const next = nextOf[theme];
        setTheme(next);
        applyTheme(next);
      }}
    />
  );
}

function readTheme(): Theme {
  const chosen = document.documentElement.dataset["theme"];
  return chosen === "light" || chosen === "dark" ? chosen : "system";
}

function applyTheme(theme: Theme): void {
  if (theme === "system") delete document.documentElement.dataset["theme"];
  else document.documentElement.dataset["theme"] = theme;
  try {
    if (theme === "system") localStorage.removeItem(storageKey);
    else localStorage.setItem(storageKey, theme);
  } catch {
    // Storage may be forbidden: the choice then holds until the page is left.
  }
}
