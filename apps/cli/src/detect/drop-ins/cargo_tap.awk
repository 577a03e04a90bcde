# Shows what `cargo test` prints as it comes, and writes cargo-test.tap at the end. Runs in the sandbox.
{ print; fflush() }

# "     Running unittests src/lib.rs (target/debug/deps/shop-0123)", "   Doc-tests shop"
/^ +Running / { group = $2 == "unittests" ? $3 : $2 }
/^ +Doc-tests / { group = "doc-tests " $2 }

/^test .* \.\.\. (ok|FAILED|ignored)/ && match($0, / \.\.\. (ok|FAILED|ignored)/) {
  count += 1
  name[count] = substr($0, 6, RSTART - 6)
  outcome[count] = substr($0, RSTART + 5)
  label[count] = group " > " name[count]
  place[group, name[count]] = count
}

# "---- cart::adds stdout ----" begins what a failed test printed; "failures:" ends the last one.
/^---- .* stdout ----$/ { failing = place[group, substr($0, 6, length($0) - 17)]; next }
/^failures:$/ { failing = 0 }
failing { message[failing] = message[failing] "      " $0 "\n" }

END {
  file = "cargo-test.tap"
  if (!count) exit
  print "TAP version 13\n1.." count > file
  for (i = 1; i <= count; i += 1) {
    text = label[i]
    gsub(/#/, "\\#", text)
    print (outcome[i] ~ /^FAILED/ ? "not ok " : "ok ") i " - " text (outcome[i] ~ /^ignored/ ? " # SKIP" : "") > file
    if (message[i] != "") printf "  ---\n    message: |\n%s  ...\n", message[i] > file
  }
}
