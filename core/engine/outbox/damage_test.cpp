// SPDX-License-Identifier: Apache-2.0
#include "engine/outbox/damage.h"

#include <gmock/gmock.h>

#include "engine/outbox/kinds/memory_outbox.h"

namespace herald::core {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(Damage, is_nothing_at_first) {
  EXPECT_EQ(Damage().text(), "");
  EXPECT_EQ(Damage().note().value, "") << "an empty value removes the note";
}

TEST(Damage, survives_as_a_note) {
  Damage damage;
  damage.add("outbox.db was damaged");
  damage.add("outbox.db was damaged");
  damage.addLost(1);
  damage.addLost(2);
  EXPECT_EQ(Damage(damage.note().value).text(),
            "outbox.db was damaged; 3 deliveries are lost, damaged or unreadable on disk: the log names them");
}

TEST(Damage, without_a_sentence_counts_what_is_lost) {
  Damage damage;
  damage.addLost(1);
  EXPECT_EQ(Damage(damage.note().value).text(), "1 delivery is lost, damaged or unreadable on disk: the log names it");
}

TEST(Damage, says_how_many_the_log_names) {
  Damage damage;
  EXPECT_EQ(damage.toName(), Damage::kNamed);
  damage.addLost(Damage::kNamed);
  EXPECT_EQ(damage.toName(), 0u);
  EXPECT_THAT(damage.text(), HasSubstr("100 deliveries are lost, damaged or unreadable on disk: the log names them"));
  damage.addLost(50);
  EXPECT_EQ(damage.toName(), 0u);
  EXPECT_THAT(damage.text(),
              HasSubstr("150 deliveries are lost, damaged or unreadable on disk: the log names the first "
                        "100 of them"));
}

TEST(Damage, keeps_the_newest_sentences) {
  Damage damage;
  for (int i = 1; i <= 11; ++i) damage.add("sentence " + std::to_string(i) + ".\nmore");
  EXPECT_THAT(Damage(damage.note().value).text(),
              AllOf(HasSubstr("sentence 11. more"), HasSubstr("sentence 2."), Not(HasSubstr("sentence 1."))));
}

TEST(Damage, stays_until_it_is_acknowledged) {
  MemoryOutbox outbox;
  Damage damage;
  damage.addLost(1);
  std::vector<Delivery> none;
  outbox.store(none, true, {damage.note()});
  EXPECT_EQ(damageOf(outbox), damage.text());
  EXPECT_EQ(acknowledgeDamage(outbox), damage.text());
  EXPECT_EQ(damageOf(outbox), "");
}

}  // namespace
}  // namespace herald::core
