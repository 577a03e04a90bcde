import { t } from "@lingui/core/macro";
import { Monitor, Moon, Sun } from "lucide-react";
import { useEffect } from "react";
import { IconButton } from "./button.tsx";
import { usePreference } from "./preference.ts";
import { type Theme, themePreference } from "./preferences.ts";

export const themeLooks = {
  system: { icon: Monitor, label: t`as the system` },
  light: { icon: Sun, label: t`light` },
  dark: { icon: Moon, label: t`dark` },
} as const;
const nextOf: Record<Theme, Theme> = { system: "light", light: "dark", dark: "system" };

/** Goes through system, light and dark, and remembers it in this browser. */
export function ThemeButton() {
  const theme = useTheme();
  const { icon, label } = themeLooks[theme];
  return <IconButton icon={icon} label={t`Theme: ${label}`} onClick={() => themePreference.write(nextOf[theme])} />;
}

/** The theme that was chosen; while somebody asks, the page looks like that. */
export function useTheme(): Theme {
  const theme = usePreference(themePreference);
  useEffect(() => {
    if (theme === "system") delete document.documentElement.dataset["theme"];
    else document.documentElement.dataset["theme"] = theme;
  }, [theme]);
  return theme;
}
