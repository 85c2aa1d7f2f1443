package io.diffferv.bridge.mlt;

import java.util.Map;

/**
 * One service of a project.
 *
 * @param kind producer, filter, transition or link
 * @param name of the service; empty where MLT is to find one for the resource
 * @param id of the element, for messages
 * @param properties by name
 */
record Service(String kind, String name, String id, Map<String, String> properties) {
    static final String EFFECT = "diffferv";

    boolean isEffect() {
        return kind.equals("filter") && name.equals(EFFECT) && !"1".equals(properties.get("disable"));
    }

    String where() {
        return "%s %s%s".formatted(kind, name, id.isEmpty() ? "" : " (" + id + ")");
    }
}
