package io.diffferv.bridge.cli;

/** Entry point of the launcher {@code packaging/diffferv}. */
public final class Main {
    private Main() {}

    public static void main(String[] args) {
        System.exit(CommandTree.create().execute(args));
    }
}
