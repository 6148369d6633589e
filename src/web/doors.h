/* SPDX-License-Identifier: Apache-2.0 */
#pragma once
/*
 * Open connections and since when each is at what it does. The library ends those that are silent; here those end that
 * send or take a little now and then, for ever.
 */
#include <glib.h>

/* For a whole head, and again for a whole body; NGOAIVU_PATIENCE (seconds) sets another. */
enum { HEAD_SECONDS = 60, SEND_SECONDS = 900 };

enum door_stage { DOOR_HEAD, DOOR_BODY, DOOR_HAND, DOOR_SEND };

struct doors;
struct door;
struct doors *doors_new(void);
void doors_free(struct doors *doors); /* stops its thread */
struct door *door_open(struct doors *doors, int descriptor);
void door_stage(struct doors *doors, struct door *door, enum door_stage stage);
/* Whether something is being received or sent: what begins to be received counts from its head's end on. */
gboolean doors_busy(struct doors *doors);
void door_close(struct doors *doors, struct door *door);
