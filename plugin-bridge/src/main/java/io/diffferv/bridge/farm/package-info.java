/** One clip edited by many machines: the plan, its chunks as files, and the join; any scheduler starts the tasks. */
package io.diffferv.bridge.farm;
