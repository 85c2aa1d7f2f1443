package io.diffferv.bridge.cli;

/** Entry point of the launcher {@code packaging/diffferv}. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        Interruption interruption = new Interruption();
        Runtime.getRuntime().addShutdownHook(interruption.hook());
        int status = CommandTree.create(interruption).execute(arguments);
        interruption.ended(status);
        System.exit(status);
    }
}
