/**
 * How scripts of ovs-vsctl are read, and what they mean: words, commands, a model of the database
 * that the commands change, and the operations that make the database like the model.
 */
package io.kvmsdk.ovs.vsctl;
