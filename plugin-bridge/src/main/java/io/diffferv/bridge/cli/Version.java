package io.diffferv.bridge.cli;

import picocli.CommandLine.IVersionProvider;

/** Version of the jar that runs, as Maven wrote it into the manifest. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"diffferv " + (version == null ? "(unpackaged classes)" : version)};
    }
}
