-- unchanged
leave "public"."rates": its file has not changed
