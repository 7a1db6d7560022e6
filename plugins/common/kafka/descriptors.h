// SPDX-License-Identifier: Apache-2.0
#pragma once

/// A program that Herald runs must inherit no descriptor. librdkafka opens its sockets and files so, but not the pipes
/// by which it wakes its threads.
namespace herald::kafka {

/// Marks the wake-up pipes of librdkafka in this process as close-on-exec. It knows them by what librdkafka sets on
/// each of them, and nobody else does: they do not block, and have the smallest buffer. Call it after a client has been
/// made; openSocket() calls it too. Any thread may call it.
void markWakeUpPipes();

/// A function for rd_kafka_conf_set_socket_cb(): opens a socket. A client learns of brokers later, and makes a pipe for
/// each before it connects: this call finds that pipe.
int openSocket(int domain, int type, int protocol, void* opaque);

}  // namespace herald::kafka
