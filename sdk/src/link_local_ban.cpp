// SPDX-License-Identifier: Apache-2.0
#include "herald/link_local_ban.h"

namespace herald::inline v1 {
namespace {

thread_local int linkLocalBans = 0;

}  // namespace

LinkLocalBan::LinkLocalBan() { ++linkLocalBans; }
LinkLocalBan::~LinkLocalBan() { --linkLocalBans; }

bool LinkLocalBan::holds() { return linkLocalBans > 0; }

}  // namespace herald::inline v1
