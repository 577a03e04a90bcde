import { createContext, useContext } from "react";

/** The element that scrolls the page; null until it is there. */
export const MainScrollerContext = createContext<HTMLElement | null>(null);

/** For lists that draw only what can be seen. */
export function useMainScroller(): HTMLElement | null {
  return useContext(MainScrollerContext);
}
