/* SPDX-License-Identifier: Apache-2.0 */
#include "check/syllable.h"
#include "base/utf8.h"

#include <string.h>

/* Each vowel with its tones, by enum tone. */
static const gunichar vowels[][6] = {
	{'a', 0xE0, 0xE1, 0x1EA3, 0xE3, 0x1EA1},
	{0x103, 0x1EB1, 0x1EAF, 0x1EB3, 0x1EB5, 0x1EB7},
	{0xE2, 0x1EA7, 0x1EA5, 0x1EA9, 0x1EAB, 0x1EAD},
	{'e', 0xE8, 0xE9, 0x1EBB, 0x1EBD, 0x1EB9},
	{0xEA, 0x1EC1, 0x1EBF, 0x1EC3, 0x1EC5, 0x1EC7},
	{'i', 0xEC, 0xED, 0x1EC9, 0x129, 0x1ECB},
	{'o', 0xF2, 0xF3, 0x1ECF, 0xF5, 0x1ECD},
	{0xF4, 0x1ED3, 0x1ED1, 0x1ED5, 0x1ED7, 0x1ED9},
	{0x1A1, 0x1EDD, 0x1EDB, 0x1EDF, 0x1EE1, 0x1EE3},
	{'u', 0xF9, 0xFA, 0x1EE7, 0x169, 0x1EE5},
	{0x1B0, 0x1EEB, 0x1EE9, 0x1EED, 0x1EEF, 0x1EF1},
	{'y', 0x1EF3, 0xFD, 0x1EF7, 0x1EF9, 0x1EF5},
};

/* What is known of each letter that Vietnamese may have: those up to U+024F, and its own from U+1E00 on. */
enum { LOW = 0x250, HIGH = 0x1E00, LETTERS = LOW + 0x100 };

struct letter {
	guint16 toneless, plain;
	guint8 tone;
};

static guint letter_index(gunichar letter)
{
	if (letter < LOW)
		return letter;
	return letter >= HIGH && letter < HIGH + 0x100 ? LOW + (letter - HIGH) : LETTERS;
}

static guint16 without_marks(gunichar toneless)
{
	switch (toneless) {
	case 0x103:
	case 0xE2:
		return 'a';
	case 0xEA:
		return 'e';
	case 0xF4:
	case 0x1A1:
		return 'o';
	case 0x1B0:
		return 'u';
	case 0x111:
		return 'd';
	default:
		return (guint16)toneless;
	}
}

static const struct letter *letters_known(void)
{
	static struct letter letters[LETTERS];
	static gsize ready;
	if (g_once_init_enter(&ready)) {
		for (guint i = 0; i < LETTERS; i++)
			letters[i].toneless = (guint16)(i < LOW ? i : HIGH + (i - LOW));
		for (guint i = 0; i < G_N_ELEMENTS(vowels); i++)
			for (guint j = 1; j < 6; j++)
				letters[letter_index(vowels[i][j])] =
					(struct letter){.toneless = (guint16)vowels[i][0], .tone = (guint8)j};
		for (guint i = 0; i < LETTERS; i++)
			letters[i].plain = without_marks(letters[i].toneless);
		g_once_init_leave(&ready, 1);
	}
	return letters;
}

gunichar letter_toneless(gunichar letter, enum tone *tone)
{
	const guint index = letter_index(letter);
	const struct letter *known = index < LETTERS ? &letters_known()[index] : NULL;
	*tone = known ? (enum tone)known->tone : TONE_LEVEL;
	return known ? known->toneless : letter;
}

gunichar letter_toned(gunichar vowel, enum tone tone)
{
	for (guint i = 0; i < G_N_ELEMENTS(vowels); i++)
		if (vowels[i][0] == vowel)
			return vowels[i][tone];
	return vowel;
}

gunichar letter_plain(gunichar letter)
{
	const guint index = letter_index(letter);
	return index < LETTERS ? letters_known()[index].plain : letter;
}

/* Longest first. */
static const char *const onsets[] = {"ngh", "ch", "gh", "gi", "kh", "ng", "nh", "ph", "qu", "th",
	"tr", "b", "c", "d", "đ", "g", "h", "k", "l", "m", "n", "p", "r", "s", "t", "v", "x", ""};

static const char rimes[] =
	" a ac ach ai am an ang anh ao ap at au ay ăc ăm ăn ăng ăp ăt âc âm ân âng âp ât âu ây"
	" e ec em en eng eo ep et ê êch êm ên ênh êp êt êu êng i ia ich im in inh ip it iu iêc iêm iên"
	" iêng iêp iêt iêu o oc oi om on ong op ot oa oac oach oai oam oan oang oanh oao oap oat oay"
	" oăc oăm oăn oăng oăt oe oen oeo oet oem oong ooc ô ôc ôi ôm ôn ông ôp ôt ơ ơi ơm ơn ơp ơt u"
	" ua uc ui um un ung up ut uân uâng uât uây uê uêch uênh uôc uôi uôm uôn uông uôt uơ uy uya"
	" uych uyn uynh uyt uyu uyên uyêt uyp uao uau ư ưa ưc ưi ưm ưn ưng ưt ưu ươc ươi ươm ươn ương"
	" ươp ươt ươu y ych ynh yt yp yu yêm yên yêng yêt yêu ";

#define RIME_MOST 8 /* bytes */
#define RIMES     512u /* more than twice as many as there are */

static guint64 rime_key(const char *rime, gsize length)
{
	guint64 key = 0;
	memcpy(&key, rime, length);
	return key;
}

static guint rime_slot(guint64 key)
{
	return (guint)((key * 0x9E3779B97F4A7C15u) >> 55) % RIMES;
}

static const guint64 *rimes_known(void)
{
	static guint64 slots[RIMES];
	static gsize ready;
	if (g_once_init_enter(&ready)) {
		for (const char *at = rimes + 1; *at;) {
			const gsize length = strcspn(at, " ");
			guint slot = rime_slot(rime_key(at, length));
			while (slots[slot])
				slot = (slot + 1) % RIMES;
			slots[slot] = rime_key(at, length);
			at += length + 1;
		}
		g_once_init_leave(&ready, 1);
	}
	return slots;
}

static gboolean is_rime(const char *rime, gsize length)
{
	if (length == 0 || length > RIME_MOST)
		return FALSE;
	const guint64 *slots = rimes_known(), key = rime_key(rime, length);
	for (guint slot = rime_slot(key); slots[slot]; slot = (slot + 1) % RIMES)
		if (slots[slot] == key)
			return TRUE;
	return FALSE;
}

/* Which onsets are written before i, e and ê, and which before the rest. */
static gboolean onset_fits(const char *onset, const char *rime)
{
	gunichar first = g_utf8_get_char(rime);
	gboolean front = first == 'i' || first == 'e' || first == 0xEA || first == 'y';
	if (strcmp(onset, "k") == 0 || strcmp(onset, "gh") == 0 || strcmp(onset, "ngh") == 0)
		return front;
	if (strcmp(onset, "c") == 0 || strcmp(onset, "ng") == 0)
		return !front;
	if (strcmp(onset, "g") == 0)
		return !front || first == 'i';
	return TRUE;
}

static gboolean ends_stopped(const char *rime)
{
	gsize length = strlen(rime);
	char last = rime[length - 1];
	return last == 'p' || last == 't' || last == 'c' || g_str_has_suffix(rime, "ch");
}

#define SYLLABLE_MOST 32

gboolean syllable_is_formed(const char *text, gsize length)
{
	char flat[SYLLABLE_MOST * 4];
	gsize size = 0;
	enum tone tone = TONE_LEVEL;
	if (length == 0 || length > SYLLABLE_MOST)
		return FALSE;
	for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
		enum tone here;
		gunichar letter = letter_toneless(g_utf8_get_char(at), &here);
		if (here && tone)
			return FALSE;
		tone = here ? here : tone;
		size += (gsize)g_unichar_to_utf8(letter, flat + size);
	}
	flat[size] = '\0';
	for (guint i = 0; i < G_N_ELEMENTS(onsets); i++) {
		const gsize onset = strlen(onsets[i]);
		if ((onset && *onsets[i] != *flat) || onset > size || memcmp(flat, onsets[i], onset) != 0)
			continue;
		const char *rime = flat + onset;
		if (!is_rime(rime, size - onset) || !onset_fits(onsets[i], rime))
			continue;
		return !ends_stopped(rime) || tone == TONE_RISING || tone == TONE_HEAVY;
	}
	return FALSE;
}

/* A key of Telex or VNI after the letters it changes. */
static gboolean press(gunichar *letters, guint *count, gunichar key)
{
	static const char tone_keys[] = "fsrxj", tone_digits[] = "21345";
	const char *found = key < 0x80 ? strchr(tone_keys, (int)key) : NULL;
	const char *digit = key < 0x80 ? strchr(tone_digits, (int)key) : NULL;
	if (key == 0 || (!found && !digit))
		return FALSE;
	enum tone tone = (enum tone)(1 + (found ? found - tone_keys : digit - tone_digits));
	/* The vowel that takes the tone: the one with a mark, else the last but one of an open rime. */
	guint best = *count;
	for (guint i = 0; i < *count; i++) {
		enum tone had;
		gunichar vowel = letter_toneless(letters[i], &had);
		if (letter_toned(vowel, TONE_RISING) == vowel)
			continue;
		if (had)
			return FALSE;
		if (best == *count || letter_plain(vowel) != vowel || i + 1 < *count)
			best = i;
	}
	if (best == *count)
		return FALSE;
	letters[best] = letter_toned(letters[best], tone);
	return TRUE;
}

/* "aa" → "â", "dd" → "đ", "w" → horn or breve on the vowel before. */
static gboolean shape(gunichar *letters, guint *count, gunichar key)
{
	gunichar last = *count ? letters[*count - 1] : 0;
	static const gunichar doubles[][2] = {{'a', 0xE2}, {'e', 0xEA}, {'o', 0xF4}, {'d', 0x111}};
	for (guint i = 0; i < G_N_ELEMENTS(doubles); i++)
		if (key == doubles[i][0] && last == key) {
			letters[*count - 1] = doubles[i][1];
			return TRUE;
		}
	if (key != 'w')
		return FALSE;
	static const gunichar horns[][2] = {{'a', 0x103}, {'o', 0x1A1}, {'u', 0x1B0}};
	for (guint i = 0; i < G_N_ELEMENTS(horns); i++)
		if (last == horns[i][0]) {
			letters[*count - 1] = horns[i][1];
			if (last == 'o' && *count > 1 && letters[*count - 2] == 'u')
				letters[*count - 2] = 0x1B0;
			return TRUE;
		}
	letters[(*count)++] = 0x1B0;
	return TRUE;
}

/* "wu" typed for "uw". */
static void settle_horn(gunichar *letters, guint *count)
{
	for (guint i = 0; i + 1 < *count; i++)
		if (letters[i] == 0x1B0 && letter_plain(letters[i + 1]) == 'u') {
			enum tone tone;
			letter_toneless(letters[i + 1], &tone);
			letters[i] = letter_toned(0x1B0, tone);
			memmove(letters + i + 1, letters + i + 2, (*count - i - 2) * sizeof *letters);
			(*count)--;
		}
}

char *syllable_typed(const char *text, gsize length)
{
	gunichar letters[SYLLABLE_MOST + 1] = {0};
	guint count = 0;
	gboolean pressed = FALSE, shaped = FALSE, inside = FALSE;
	if (length > SYLLABLE_MOST)
		return NULL;
	for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
		gunichar key = g_utf8_get_char(at);
		gboolean last = g_utf8_next_char(at) >= text + length;
		if (shape(letters, &count, key))
			pressed = shaped = TRUE;
		else if (press(letters, &count, key)) {
			pressed = TRUE;
			inside |= !last;
		} else
			letters[count++] = key;
	}
	/* A tone in the middle alone is a letter of a foreign word. */
	if (inside && !shaped)
		return NULL;
	settle_horn(letters, &count);
	g_autofree char *typed = g_ucs4_to_utf8(letters, (glong)count, NULL, NULL, NULL);
	if (!pressed || !typed || !syllable_is_formed(typed, strlen(typed)))
		return NULL;
	return g_steal_pointer(&typed);
}

char *syllable_other_tone(const char *text, gsize length)
{
	g_autoptr(GString) other = g_string_sized_new(length);
	gboolean changed = FALSE;
	for (const char *at = text; at < text + length; at = g_utf8_next_char(at)) {
		enum tone tone = TONE_LEVEL;
		gunichar letter = g_utf8_get_char(at), bare = letter_toneless(letter, &tone);
		if (tone == TONE_ASKING || tone == TONE_TUMBLING) {
			letter = letter_toned(bare, tone == TONE_ASKING ? TONE_TUMBLING : TONE_ASKING);
			changed = TRUE;
		}
		g_string_append_unichar(other, letter);
	}
	return changed ? g_string_free(g_steal_pointer(&other), FALSE) : NULL;
}

/* Up to SYLLABLE_MOST letters of a text, and the same without their marks. */
struct spelled {
	gunichar letters[SYLLABLE_MOST], plain[SYLLABLE_MOST];
	guint count;
};

static void spell(struct spelled *spelled, const char *text, gsize length)
{
	const struct letter *known = letters_known();
	spelled->count = 0;
	for (const char *at = text, *end = text + length; at < end && spelled->count < SYLLABLE_MOST;) {
		const gunichar letter = utf8_next(at, &at);
		const guint index = letter_index(letter);
		spelled->letters[spelled->count] = letter;
		spelled->plain[spelled->count++] = index < LETTERS ? known[index].plain : letter;
	}
}

struct letter_kinds letter_kinds_of(const char *text, gsize length)
{
	struct spelled spelled;
	spell(&spelled, text, length);
	struct letter_kinds kinds = {.count = (guint8)spelled.count};
	for (guint i = 0; i < spelled.count; i++) {
		const gunichar letter = spelled.plain[i];
		kinds.bits |= 1u << (letter >= 'a' && letter <= 'z' ? letter - 'a' : 26);
	}
	return kinds;
}

guint syllable_distance(const char *a, gsize a_length, const char *b, gsize b_length, guint most)
{
	struct spelled x, y;
	spell(&x, a, a_length);
	spell(&y, b, b_length);
	const guint n = x.count, m = y.count;
	guint rows[3][SYLLABLE_MOST + 1];
	if ((n > m ? n - m : m - n) * 2 >= most)
		return most;
	for (guint j = 0; j <= m; j++)
		rows[0][j] = 2 * j;
	for (guint i = 1; i <= n; i++) {
		guint *now = rows[i % 3], *before = rows[(i + 2) % 3], *two = rows[(i + 1) % 3];
		const gunichar letter = x.letters[i - 1], plain = x.plain[i - 1];
		guint least = now[0] = 2 * i;
		for (guint j = 1; j <= m; j++) {
			guint cost = before[j - 1];
			if (letter != y.letters[j - 1])
				cost += plain == y.plain[j - 1] ? 1 : 2;
			cost = MIN(cost, MIN(before[j], now[j - 1]) + 2);
			if (i > 1 && j > 1 && letter == y.letters[j - 2] && x.letters[i - 2] == y.letters[j - 1])
				cost = MIN(cost, two[j - 2] + 1);
			now[j] = cost;
			least = MIN(least, cost);
		}
		if (least > most)
			return most;
	}
	return MIN(rows[n % 3][m], most);
}
