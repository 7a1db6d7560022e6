// SPDX-License-Identifier: Apache-2.0
#include "kafka/client.h"

#include <gmock/gmock.h>

#include <atomic>
#include <chrono>
#include <future>
#include <memory>

#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "herald/testing/contract/process_state.h"
#include "kafka/connection_setup.h"
#include "kafka/testing/mock_cluster.h"

namespace herald::kafka {
namespace {

using namespace std::chrono_literals;

ConfPtr confFor(const std::string& brokers) {
  return ConnectionSetup(Settings(ConnectionSetup::options(), {{"brokers", brokers}})).conf();
}

/// Waits until the client knows all brokers of a cluster, and so has a pipe for each.
void learnBrokers(rd_kafka_t* client) {
  const rd_kafka_metadata_t* metadata = nullptr;
  ASSERT_EQ(rd_kafka_metadata(client, 0, nullptr, &metadata, 30000), RD_KAFKA_RESP_ERR_NO_ERROR);
  rd_kafka_metadata_destroy(metadata);
}

/// The brokers of a MockCluster are in this process, too, and accept connections.
bool isOfBroker(int fd, const std::string& brokers) {
  sockaddr_in own{};
  socklen_t size = sizeof own;
  return ::getsockname(fd, reinterpret_cast<sockaddr*>(&own), &size) == 0 &&
         (brokers + ',').find(':' + std::to_string(ntohs(own.sin_port)) + ',') != std::string::npos;
}

TEST(Client, ProgramsInheritNoneOfItsDescriptors) {
  MockCluster cluster(3);
  cluster.createTopic("orders", 6);
  const test::ProcessState before;
  const auto client = startClient(RD_KAFKA_PRODUCER, confFor(cluster.brokers()));
  learnBrokers(client.get());
  const auto opened = before.newDescriptors();
  EXPECT_GE(opened.size(), 2u) << "at least the pipe of a broker";
  for (const int fd : opened) {
    if (isOfBroker(fd, cluster.brokers())) continue;
    EXPECT_NE(::fcntl(fd, F_GETFD) & FD_CLOEXEC, 0) << fd;
  }
}

TEST(Client, ItsLogIsAnEvent) {
  auto conf = confFor("127.0.0.1:1");
  rd_kafka_conf_set_events(conf.get(), RD_KAFKA_EVENT_LOG);
  const auto client = startClient(RD_KAFKA_PRODUCER, std::move(conf));
  const QueuePtr queue(rd_kafka_queue_get_main(client.get()));
  const EventPtr event(rd_kafka_queue_poll(queue.get(), 30000));
  ASSERT_TRUE(event) << "nobody listens there";
  EXPECT_EQ(rd_kafka_event_type(event.get()), RD_KAFKA_EVENT_LOG);
}

/// Resolutions of names that last until its end.
class HangingNames {
 public:
  HangingNames() = default;
  ~HangingNames() {
    release_.set_value();
    EXPECT_TRUE(before_.newThreadsEnd(30s));
  }
  HangingNames(const HangingNames&) = delete;
  HangingNames& operator=(const HangingNames&) = delete;

  /// A client that waits for the resolution of a name.
  ClientPtr client() {
    auto conf = confFor("nowhere.example:9092");
    rd_kafka_conf_set_opaque(conf.get(), this);
    rd_kafka_conf_set_resolve_cb(conf.get(), resolve);
    setProperty(conf, "enable.sparse.connections", "false");
    auto client = startClient(RD_KAFKA_PRODUCER, std::move(conf));
    hasBegun_.get_future().wait();
    return client;
  }

 private:
  static int resolve(const char* node, const char*, const addrinfo*, addrinfo** found, void* own) {
    *found = nullptr;
    if (node == nullptr) return 0;
    auto& names = *static_cast<HangingNames*>(own);
    if (!names.begun_.exchange(true)) names.hasBegun_.set_value();
    names.released_.wait();
    return EAI_AGAIN;
  }

  const test::ProcessState before_{};
  std::atomic<bool> begun_ = false;
  std::promise<void> hasBegun_{}, release_{};
  std::shared_future<void> released_ = release_.get_future().share();
};

TEST(Client, ItsEndIsBoundedWhileANameIsResolved) {
  HangingNames names;
  endClient(names.client(), 10ms);
}

TEST(Client, SoIsTheEndOfAClientThatSomebodyOwns) {
  HangingNames names;
  const auto used = std::make_shared<int>();
  { const EndedClientPtr client(names.client().release(), ClientEnd{10ms, used}); }
  EXPECT_GT(used.use_count(), 1) << "its threads still have it";
}

TEST(Client, NoClientHasNoEnd) { endClient(nullptr, 1ms); }

}  // namespace
}  // namespace herald::kafka
