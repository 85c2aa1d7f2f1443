/**
 * A render machine: takes jobs from a spool folder, keeps its models warm and survives being killed at any moment, for
 * every job is one file in the folder of its one state.
 */
package io.diffferv.bridge.node;
