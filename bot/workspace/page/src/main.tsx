// Starts the page.
import { createRoot } from "react-dom/client";
import "slack-blocks-to-jsx/dist/style.css";
import "./style.css";
import "./kit.css";
import "./chooser.css";
import "./console.css";
import { App } from "./app";
import { keepFocus } from "./focus";
import { start } from "./person";
import { followTheme } from "./theme";

followTheme();
keepFocus();
createRoot(document.getElementById("root")!).render(<App />);
void start();
