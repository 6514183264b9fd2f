-- Embeddings, images, speech, transcription: what is counted beside text, and what decides a price beside the usage.
ALTER TABLE calls ADD COLUMN image_input_tokens        INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN cached_image_input_tokens INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN image_output_tokens       INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN images                    INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN characters                INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN audio_ms                  INTEGER NOT NULL DEFAULT 0;
ALTER TABLE calls ADD COLUMN service_tier              TEXT;
ALTER TABLE calls ADD COLUMN image_size                TEXT;
ALTER TABLE calls ADD COLUMN image_quality             TEXT;
