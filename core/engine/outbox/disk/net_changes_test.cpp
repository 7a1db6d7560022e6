// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/disk/net_changes.h"

#include <gmock/gmock.h>

#include "engine/outbox/testing/deliveries.h"

namespace herald::core {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

using Kind = Change::Kind;

class NetChangesTest : public ::testing::Test {
 protected:
  static Delivery at(std::uint64_t sequence, const std::string& sink) {
    auto delivery = make("event", Category::Lifecycle, sink);
    delivery.sequence = sequence;
    return delivery;
  }
  static Delivery unread(std::uint64_t sequence, const std::string& sink) {
    return {.sequence = sequence, .sink = sink};
  }
  static Change added(const Delivery& delivery) { return Change::toStore(0, delivery); }
  static Change updated(std::uint64_t row, const Delivery& delivery) { return Change::toStore(row, delivery); }
  static Change removed(std::uint64_t row) { return {.kind = Kind::Remove, .row = row}; }

  /// Such as "add 1 slack", "update 1 to 2 mail", "remove 1", "keep job". A delivery without its event has a "?".
  static std::vector<std::string> net(std::vector<Change> changes) {
    std::vector<std::string> result;
    for (const auto& change : netOf(std::move(changes))) {
      const auto row = std::to_string(change.row);
      const auto& delivery = change.delivery;
      const auto what = delivery.sink + (delivery.event ? "" : "?") + (delivery.ending.reason.empty() ? "" : " dead");
      switch (change.kind) {
        case Kind::Add: result.push_back("add " + row + " " + what); break;
        case Kind::Update:
          result.push_back("update " + row + " to " + std::to_string(delivery.sequence) + " " + what);
          break;
        case Kind::Remove: result.push_back("remove " + row); break;
        case Kind::Keep: result.push_back("keep " + change.note->key);
      }
    }
    return result;
  }
};

TEST_F(NetChangesTest, changes_of_different_rows_stay_as_they_are) {
  const auto note = std::make_shared<const Note>(Note{.owner = "source.mk3", .key = "job"});
  EXPECT_THAT(net({added(at(3, "slack")), {.kind = Kind::Keep, .note = note}, removed(1), updated(2, at(4, "mail"))}),
              ElementsAre("add 3 slack", "keep job", "remove 1", "update 2 to 4 mail"));
  EXPECT_THAT(net({}), IsEmpty());
}

TEST_F(NetChangesTest, two_moves_are_one_from_the_row_where_it_is) {
  EXPECT_THAT(net({updated(1, unread(5, "mail")), updated(2, unread(6, "mail")), updated(5, unread(7, "phone"))}),
              ElementsAre("update 2 to 6 mail?", "update 1 to 7 phone?"));
  EXPECT_THAT(net({updated(1, at(5, "mail")), updated(5, unread(7, "phone"))}), ElementsAre("update 1 to 7 phone"))
      << "its event is known";
}

TEST_F(NetChangesTest, one_that_was_moved_and_then_ended_has_ended_in_its_row) {
  EXPECT_THAT(net({updated(1, at(5, "mail")), removed(5)}), ElementsAre("remove 1"));
  auto letter = at(5, "mail");
  letter.ending.reason = "400";
  EXPECT_THAT(net({updated(1, at(5, "mail")), updated(5, letter)}), ElementsAre("update 1 to 5 mail dead"));
  EXPECT_THAT(net({updated(1, at(5, "mail")), updated(5, letter), removed(5)}), ElementsAre("remove 1"));
}

TEST_F(NetChangesTest, one_that_was_added_has_no_row) {
  EXPECT_THAT(net({added(at(1, "slack")), updated(1, at(1, "slack")), updated(1, at(5, "mail"))}),
              ElementsAre("add 5 mail"));
  EXPECT_THAT(net({added(at(1, "slack")), updated(1, at(5, "mail")), removed(5)}), IsEmpty());
}

}  // namespace
}  // namespace herald::core
