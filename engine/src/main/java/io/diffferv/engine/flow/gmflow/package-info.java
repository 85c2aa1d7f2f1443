/**
 * GMFlow (Xu et al. 2022), single scale: flow as global matching of transformer features (method.md L). Classes carry
 * the published names, fields the checkpoint's segments.
 */
package io.diffferv.engine.flow.gmflow;
