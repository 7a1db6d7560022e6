#pragma once

#include "base/files/file_identity.h"
#include "base/files/owner.h"
#include "base/files/private_folder.h"
#include "base/files/read_file.h"
#include "base/files/replace_file.h"
#include "herald/file_descriptor.h"
