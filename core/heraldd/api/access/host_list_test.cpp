// SPDX-License-Identifier: Apache-2.0
#include "heraldd/api/access/host_list.h"

#include <gtest/gtest.h>

namespace herald::core {
namespace {

TEST(HostListTest, takes_addresses_local_names_and_those_of_the_configuration) {
  const HostList hosts({"printers.example"});
  for (const auto* host : {"127.0.0.1", "192.168.1.20", "::1", "fe80::1", "localhost", "herald.localhost",
                           "octopi.local", "printers.example"}) {
    EXPECT_TRUE(hosts.has(host)) << host;
  }
}

TEST(HostListTest, refuses_names_that_a_stranger_can_own) {
  const HostList hosts({"printers.example"});
  for (const auto* host : {"", "evil.example", "printers.example.evil.example", "local", "notlocal", "localhost.evil",
                           "127.0.0.1.evil.example", "x.printers.example"}) {
    EXPECT_FALSE(hosts.has(host)) << host;
  }
}

}  // namespace
}  // namespace herald::core
