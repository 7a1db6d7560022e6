// SPDX-License-Identifier: Apache-2.0
#include "http_server/waiting_requests.h"

#include <gmock/gmock.h>
#include <rapidcheck/gtest.h>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace herald::inline v1 {
namespace {

using ::testing::ElementsAre;

class WaitingRequestsTest : public ::testing::Test {
 protected:
  void add(const std::string& group, const std::string& body) {
    requests_.add({.group = group, .request = {.body = body}});
  }
  std::vector<std::string> takeAll() {
    std::vector<std::string> bodies;
    while (!requests_.empty()) bodies.push_back(requests_.take().request.body);
    return bodies;
  }

  WaitingRequests requests_{};
};

TEST_F(WaitingRequestsTest, the_groups_take_turns_and_within_a_group_the_first_comes_first) {
  for (const auto* body : {"a1", "a2", "a3", "a4"}) add("a", body);
  for (const auto* body : {"b1", "b2"}) add("b", body);
  add("c", "c1");
  EXPECT_THAT(takeAll(), ElementsAre("a1", "b1", "c1", "a2", "b2", "a3", "a4"));
}

TEST_F(WaitingRequestsTest, a_group_that_comes_back_waits_for_the_others) {
  for (const auto* body : {"a1", "a2"}) add("a", body);
  add("b", "b1");
  EXPECT_EQ(requests_.take().request.body, "a1");
  EXPECT_EQ(requests_.take().request.body, "b1");
  add("b", "b2");
  EXPECT_THAT(takeAll(), ElementsAre("a2", "b2"));
}

RC_GTEST_PROP(WaitingRequests, counts_what_it_has, (const std::vector<std::uint8_t>& steps)) {
  WaitingRequests requests;
  std::multiset<std::string> groups;
  std::map<std::string, std::size_t> bytesOf;
  std::size_t bytes = 0;
  for (const auto step : steps) {
    if (step % 3 == 0 && !groups.empty()) {
      const auto job = requests.take();
      RC_ASSERT(groups.contains(job.group));
      groups.erase(groups.find(job.group));
      bytes -= job.request.body.size();
      bytesOf[job.group] -= job.request.body.size();
    } else {
      const auto group = std::to_string(step % 4);
      requests.add({.group = group, .request = {.body = std::string(step, 'x')}});
      groups.insert(group);
      bytes += step;
      bytesOf[group] += step;
    }
    RC_ASSERT(requests.size() == groups.size());
    RC_ASSERT(requests.bytes() == bytes);
    for (const std::string group : {"0", "1", "2", "3"}) {
      RC_ASSERT(requests.sizeOf(group) == groups.count(group));
      RC_ASSERT(requests.bytesOf(group) == bytesOf[group]);
    }
  }
}

}  // namespace
}  // namespace herald::inline v1
